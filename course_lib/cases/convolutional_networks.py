"""The rows of the convolutional networks, and of what they are made of."""

import numpy as np

from .row import Case, Repeating, normal, torch_nn


def torch_lenet():
    nn = torch_nn()
    return nn.Sequential(
        nn.Conv2d(2, 2, 3), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(2, 3, 3), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(12, 5), nn.Tanh(), nn.Linear(5, 4),
    )  # fmt: skip


def torch_vgg():
    nn = torch_nn()
    return nn.Sequential(
        nn.Conv2d(1, 2, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(2, 3, 3, padding=1), nn.ReLU(),
        nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(16, 5), nn.ReLU(), nn.Dropout(),
        nn.Linear(5, 5), nn.ReLU(), nn.Dropout(), nn.Linear(5, 3),
    ).eval()  # fmt: skip


def small_vgg(dl, rng):
    return dl.VGG([(2,), (3, 4)], 1, 3, image_size=8, hidden=5, rng=rng)


def small_alexnet(dl, rng):
    return dl.AlexNet(1, 3, 64, channels=(2, 2, 3, 2, 2), hidden=9, rng=Repeating(5))


def residual(dl, rng):
    """Halve the image, with a projection to the same shape beside it."""
    main = dl.Sequential(dl.Conv2d(3, 4, 3, 2, 1, rng=rng), dl.Tanh())
    return dl.Residual(main, dl.Conv2d(3, 4, 1, stride=2, rng=rng))


def residuals(dl, rng):
    """Chain one with a projection and one with the identity as its shortcut."""
    main = dl.Sequential(dl.Conv2d(4, 4, 3, padding=1, rng=rng), dl.Tanh())
    return dl.Sequential(residual(dl, rng), dl.Residual(main))


def parallel(dl, rng):
    """Four branches of 1, 3, 2 and 2 channels: none may be mixed up."""
    return dl.Parallel(
        dl.Conv2d(2, 1, 1, rng=rng),
        dl.Sequential(dl.Conv2d(2, 3, 3, padding=1, rng=rng), dl.Tanh()),
        dl.MaxPool2d(3, stride=1, padding=1),
        dl.Conv2d(2, 2, 5, padding=2, rng=rng),
    )


def inception_net(dl, rng, aux_heads=()):
    parts = [
        dl.ConvUnit(1, 2, 3, rng=rng),
        dl.Sequential(dl.MaxPool2d(2), dl.Inception(2, 1, 2, 2, 2, 1, 1, rng=rng)),
    ]
    head = dl.Sequential(dl.GlobalAvgPool(), dl.Linear(5, 3, rng=rng))
    return dl.InceptionNet(parts, head, aux_heads)


def with_auxiliary_heads(dl, rng):
    """Training with two more heads: the output is the loss, against fixed classes."""
    heads = [
        dl.Sequential(dl.Flatten(), dl.Linear(32, 3, rng=rng)),
        dl.Sequential(dl.GlobalAvgPool(), dl.Linear(5, 3, rng=rng)),
    ]

    class Loss(dl.AuxiliaryLoss):
        def forward(self, ys):
            t = np.array([0, 2, 1])
            if hasattr(ys[0], "new_tensor"):
                t = ys[0].new_tensor(t).long()
            return super().forward(ys, t)

    return dl.Sequential(inception_net(dl, rng, heads), Loss(0.3))


def resnet(dl, rng):
    return dl.ResNet(dl.BasicBlock, (1, 1), (2, 3), 1, 3, rng=rng)


def bottleneck_resnet(dl, rng):
    return dl.ResNet(dl.Bottleneck, (2,), (2,), 1, 3, small_images=True, rng=rng)


CASES = [
    Case(
        "residual",
        lambda dl, rng: dl.Residual(dl.Conv2d(3, 3, 3, padding=1, rng=rng)),
        normal(2, 3, 4, 5),
        bad=((np.zeros((2, 2, 4, 5)),),),
    ),
    Case("residual-shortcut", residual, normal(2, 3, 5, 4)),
    Case("residual-both", residuals, normal(2, 3, 5, 4)),
    Case("parallel", parallel, normal(2, 2, 5, 4), bad=((np.zeros((2, 3, 5, 4)),),)),
    Case(
        "lenet",
        lambda dl, rng: dl.LeNet((2, 3), (5,), 2, 4, 14, kernel_size=3, rng=rng),
        normal(2, 2, 14, 14),
        torch_lenet,
        bad=((np.zeros((2, 1, 14, 14)),), (np.zeros((2, 2, 14)),)),
    ),
    Case("alexnet", small_alexnet, normal(2, 1, 64, 64)),
    Case("vgg", lambda dl, rng: small_vgg(dl, Repeating(2)), normal(2, 1, 8, 8)),
    Case("vgg-eval", small_vgg, normal(2, 1, 8, 8), torch_vgg, training=False),
    Case(
        "inception",
        lambda dl, rng: dl.Inception(2, 1, 2, 3, 2, 2, 2, rng=rng),
        normal(2, 2, 4, 4),
    ),
    Case(
        "inception-5x5",
        lambda dl, rng: dl.Inception(2, 1, 2, 1, 2, 1, 1, large_kernel=5, rng=rng),
        normal(2, 2, 3, 4),
    ),
    Case("inception-net", inception_net, normal(3, 1, 6, 6)),
    Case("inception-net-auxiliary", with_auxiliary_heads, normal(3, 1, 6, 6)),
    Case(
        "inception-net-auxiliary-eval",
        lambda dl, rng: with_auxiliary_heads(dl, rng)[0],
        normal(3, 1, 6, 6),
        training=False,
    ),
    Case(
        "auxiliary-loss",
        lambda dl, rng: dl.AuxiliaryLoss(),
        lambda rng: (3 * rng.standard_normal((5, 4)), rng.integers(0, 4, 5)),
    ),
    Case(
        "basic-block",
        lambda dl, rng: dl.BasicBlock(3, 3, rng=rng),
        normal(2, 3, 4, 4),
        bad=((np.zeros((2, 2, 4, 4)),),),
    ),
    Case(
        "basic-block-halving",
        lambda dl, rng: dl.BasicBlock(2, 3, 2, rng=rng),
        normal(2, 2, 5, 4),
    ),
    Case(
        "plain-block",
        lambda dl, rng: dl.PlainBlock(2, 3, 2, rng=rng),
        normal(2, 2, 4, 4),
    ),
    Case(
        "bottleneck",
        lambda dl, rng: dl.Bottleneck(8, 2, rng=rng),
        normal(2, 8, 4, 4),
    ),
    Case(
        "bottleneck-halving",
        lambda dl, rng: dl.Bottleneck(3, 2, 2, rng=rng),
        normal(2, 3, 4, 4),
    ),
    Case(
        "epelbaum-bottleneck",
        lambda dl, rng: dl.EpelbaumBottleneck(8, 2, rng=rng),
        normal(3, 8, 4, 4),
    ),
    Case("resnet", resnet, normal(2, 1, 18, 15)),
    Case("resnet-bottleneck", bottleneck_resnet, normal(2, 1, 6, 5)),
]
