"""Every network in NumPy alone: ``from course_lib import scratch as dl``.

A file is imported when one of its names is first used (PEP 562): the course has many
networks, and a chapter or a browser needs a few of them.
"""

from importlib import import_module

FILES = {
    # shared by the halves, which is what the second dot says
    ".counting": "count_multiply_adds count_parameters",
    ".summary": "receptive_field summary",
    "convolutional.alexnet": "AlexNet",
    "convolutional.batch_norm": "BatchNorm2d",
    "convolutional.blocks": "BasicBlock Bottleneck EpelbaumBottleneck PlainBlock",
    "convolutional.containers": "Parallel Residual",
    "convolutional.conv": "Conv2d",
    "convolutional.conv1d": "Conv1d",
    "convolutional.googlenet": "ConvUnit GoogLeNet Inception",
    "convolutional.inception_net": "AuxiliaryLoss InceptionNet",
    "convolutional.lenet": "LeNet LeNet5",
    "convolutional.pooling": "AvgPool2d GlobalAvgPool MaxPool2d",
    "convolutional.resnet": "ResNet ResNet18 ResNet50",
    "convolutional.vgg": "VGG VGG16",
    "feedforward.activations": "ELU LeakyReLU ReLU Sigmoid Softmax Tanh",
    "feedforward.batch_norm": "BatchNorm1d",
    "feedforward.dropout": "Dropout",
    "feedforward.linear": "Flatten Linear",
    "feedforward.losses": "CrossEntropyLoss MSELoss",
    "feedforward.mlp": "MLP",
    "gradients": "central_difference gradient_check",
    "memory.clockwork": "ClockworkCell ClockworkRNN",
    "memory.echo_state": "EchoStateNetwork",
    "memory.gru": "GRU GRUCell",
    "memory.lstm": "LSTM LSTMCell PeepholeLSTMCell",
    "memory.recursive": "RecursiveNetwork",
    "module": "Module Parameter Sequential no_grad",
    "optimization.clipping": "clip_grad_norm_ clip_grad_value_ clip_weights_",
    "optimization.early_stopping": "EarlyStopping",
    "optimization.line_search": "line_search",
    "optimization.optimizers": "SGD Adadelta Adagrad Adam AdamW RMSprop",
    "optimization.penalties": "L1Penalty L2Penalty",
    "optimization.schedules": "ExponentialLR",
    "recurrent.bidirectional": "Bidirectional",
    "recurrent.cell": "Cell",
    "recurrent.context": "WithContext",
    "recurrent.deep": "RNN Deep Stacked",
    "recurrent.ekf": "EKF",
    "recurrent.elman": "RNNCell",
    "recurrent.forcing": "FeedbackCell TeacherForced inverse_sigmoid",
    "recurrent.jordan": "JordanCell",
    "recurrent.losses": "SequenceLoss",
    "recurrent.rtrl": "RTRL",
    "recurrent.truncation": "fit_truncated",
    "recurrent.unroll": "Last Recurrent",
    "sequences.attention": "AdditiveAttention DotProductAttention",
    "sequences.captioner": "Captioner ImageEncoder",
    "sequences.ctc": "CTCLoss",
    "sequences.embedding": "Embedding",
    "sequences.encoder_decoder": "Decoder Encoder Seq2Seq",
    "sequences.language_model": "LanguageModel",
    "sequences.skip_gram": "SkipGram",
    "sequences.tagger": "Tagger Window",
    "training": "evaluate fit fit_sampled",
}
WHERE = {name: file for file, names in FILES.items() for name in names.split()}
__all__ = sorted(WHERE)


def __getattr__(name: str):
    if name not in WHERE:
        raise AttributeError(f"course_lib.scratch has no {name!r}; see dir(scratch)")
    value = getattr(import_module(f".{WHERE[name]}", __name__), name)
    globals()[name] = value  # the next time, without this function
    return value


def __dir__() -> list[str]:
    return __all__
