namespace Accelerate.Generators.Tests.Programs;

public sealed partial class Regression
{
    [TrainingData]
    private List<Examples> CreateTrainingData() => Examples.Make(BatchCount, BatchSize);

    [ValidationData]
    private static List<Examples> CreateValidationData() => Examples.Make(2, 5);

    [TestData]
    private static List<Examples> CreateTestData() => Examples.Make(3, 4);
}
