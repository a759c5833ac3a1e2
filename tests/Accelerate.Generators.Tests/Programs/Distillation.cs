using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.optim;

namespace Accelerate.Generators.Tests.Programs;

/// <summary>A model that is trained by one that is not.</summary>
[AcceleratedTraining(Epochs = 2)]
internal sealed partial class Distillation
{
    [Model]
    private static Linear CreateTeacher() => Linear(3, 1);

    [Model]
    private static Linear CreateStudent() => Linear(3, 1);

    [Optimizer]
    private static Optimizer CreateOptimizer(Linear student) => SGD(student.parameters(), 0.1);

    [TrainingData]
    private static Tensor[] CreateTrainingData() => [ones(2, 3), ones(2, 3)];

    [TrainingStep]
    private static Tensor Step(Linear student, Linear teacher, Tensor batch)
    {
        Assert.True(student.training && student.weight.requires_grad);
        Assert.False(teacher.training || teacher.weight.requires_grad);
        return functional.mse_loss(student.call(batch), teacher.call(batch));
    }

    [OnTrainingEnd]
    private static void Check(Linear teacher) => Assert.Null(teacher.weight.grad);
}
