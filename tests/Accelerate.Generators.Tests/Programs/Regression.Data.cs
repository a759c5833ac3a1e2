namespace Accelerate.Generators.Tests.Programs;

public sealed partial class Regression
{
    [TrainingData]
    private List<Samples> CreateTrainingData() => Samples.Make(BatchCount, BatchSize);

    [ValidationData]
    private static List<Samples> CreateValidationData() => Samples.Make(2, 5);

    [TestData]
    private static List<Samples> CreateTestData() => Samples.Make(3, 4);
}
