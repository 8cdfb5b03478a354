"""An event file by TensorBoard's own messages and writer.

    pip install tensorboard==2.21.0
    python scripts/golden/event_files.py

writes test/golden/event-files.json: the file, in base64, whose events test/golden/event-files.test.ts makes too.
"""

import base64
import io
import json
from pathlib import Path

import tensorboard
from google.protobuf.struct_pb2 import Value
from tensorboard.compat.proto import event_pb2, summary_pb2, types_pb2
from tensorboard.plugins.hparams import api_pb2, metadata, plugin_data_pb2
from tensorboard.plugins.image import metadata as image_metadata
from tensorboard.plugins.scalar import metadata as scalar_metadata
from tensorboard.plugins.text import metadata as text_metadata
from tensorboard.summary.writer.record_writer import RecordWriter
from tensorboard.util import tensor_util


def value(tag, described, tensor, data_class, display_name=''):
    described.data_class = data_class
    described.display_name = display_name
    return summary_pb2.Summary.Value(tag=tag, metadata=described, tensor=tensor)


def scalar(tag, number):
    tensor = tensor_util.make_tensor_proto(number, dtype=types_pb2.DT_FLOAT, shape=())
    described = scalar_metadata.create_summary_metadata('', '')
    return value(tag, described, tensor, summary_pb2.DATA_CLASS_SCALAR)


def image(tag, title, width, height, png):
    parts = [str(width).encode(), str(height).encode(), png]
    tensor = tensor_util.make_tensor_proto(parts, dtype=types_pb2.DT_STRING)
    described = image_metadata.create_summary_metadata('', '')
    return value(tag, described, tensor, summary_pb2.DATA_CLASS_BLOB_SEQUENCE, title)


def text(tag, markdown):
    tensor = tensor_util.make_tensor_proto(markdown.encode(), dtype=types_pb2.DT_STRING, shape=())
    described = text_metadata.create_summary_metadata('', '')
    return value(tag, described, tensor, summary_pb2.DATA_CLASS_TENSOR)


def hparams(tag, data):
    described = metadata.create_summary_metadata(data)
    return value(tag, described, metadata.NULL_TENSOR, summary_pb2.DATA_CLASS_TENSOR)


START = plugin_data_pb2.SessionStartInfo(start_time_secs=1.5)
START.hparams['optimizer.type'].CopyFrom(Value(string_value='adam'))
END = plugin_data_pb2.SessionEndInfo(status=api_pb2.STATUS_SUCCESS, end_time_secs=2.5)

VALUES = [
    scalar('epoch_loss', 0.5),
    scalar('epoch_loss', 0.1),
    image('charts/confusion', 'Confusion matrix', 2, 1, b'\x89PNG'),
    text('recipe', '    { "ä": 1 }'),
    hparams('_hparams_/session_start_info', plugin_data_pb2.HParamsPluginData(session_start_info=START)),
    hparams('_hparams_/session_end_info', plugin_data_pb2.HParamsPluginData(session_end_info=END)),
]

first = event_pb2.Event(wall_time=1.25, file_version='brain.Event:2')
first.source_metadata.writer = 'atelier'
events = [first] + [
    event_pb2.Event(wall_time=1.5 + step, step=step, summary=summary_pb2.Summary(value=[each]))
    for step, each in enumerate(VALUES)
]
file = io.BytesIO()
writer = RecordWriter(file)
for event in events:
    writer.write(event.SerializeToString(deterministic=True))
writer.flush()
golden = {'tensorboard': tensorboard.__version__, 'file': base64.b64encode(file.getvalue()).decode()}
path = Path(__file__).parent.parent.parent / 'test' / 'golden' / 'event-files.json'
path.write_text(json.dumps(golden, indent=2) + '\n')
