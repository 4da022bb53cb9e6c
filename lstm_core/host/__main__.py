"""Entry point of the training host; started by `lstm_core.host.client`, not by hand."""

from lstm_core.host.dispatcher import main

if __name__ == "__main__":
    main()
