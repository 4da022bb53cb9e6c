"""LSTM layers through TensorFlow's fused kernel, on the weights of Keras' own cells."""

from __future__ import annotations

import keras
import tensorflow as tf


def both_ways(cells: list[keras.layers.LSTMCell], x: tf.Tensor) -> tf.Tensor:
    """Pairs of cells, one forward and one backward; x (timesteps, n, features) → where both end, (n, 2·units)."""
    signal = x
    for there, back in zip(cells[::2], cells[1::2], strict=True):
        hidden = one_way(there, signal), one_way(back, signal[::-1])
        signal = tf.concat([hidden[0], hidden[1][::-1]], axis=2)
    return tf.concat([hidden[0][-1], hidden[1][-1]], axis=1)


def one_way(cell: keras.layers.LSTMCell, x: tf.Tensor) -> tf.Tensor:
    """Keras' LSTM cell through TensorFlow's fused kernel; x (timesteps, n, features) → (timesteps, n, units).

    The first version of the kernel, because the gradient of `BlockLSTMV2` mixes up two gates. It wants
    the gates in the order i, c, f, o where Keras keeps i, f, c, o.
    """
    i, f, c, o = tf.split(tf.concat([cell.kernel, cell.recurrent_kernel], 0), 4, axis=1)
    b_i, b_f, b_c, b_o = tf.split(tf.convert_to_tensor(cell.bias), 4)
    start = tf.zeros([tf.shape(x)[1], cell.units])
    no_peephole = tf.zeros([cell.units])
    return tf.raw_ops.BlockLSTM(
        seq_len_max=tf.cast(tf.shape(x)[0], tf.int64), x=x, cs_prev=start, h_prev=start,
        w=tf.concat([i, c, f, o], 1), b=tf.concat([b_i, b_c, b_f, b_o], 0),
        wci=no_peephole, wcf=no_peephole, wco=no_peephole, forget_bias=0.0, cell_clip=0.0, use_peephole=False,
    ).h  # fmt: skip
