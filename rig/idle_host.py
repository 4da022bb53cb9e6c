"""A host that knows no job and starts no process."""


class IdleHost:
    """What a page asks of the host, and finds nothing."""

    ready = False

    def warm(self) -> None:
        """Nothing to warm."""

    def rehearse(self, _settings: object, _prepared: object) -> None:
        """Nobody is going to train."""

    def job(self, _job_id: str) -> None:
        """No job has any id."""

    def works(self, _owner: str) -> list[object]:
        """Nobody has any works."""
        return []
