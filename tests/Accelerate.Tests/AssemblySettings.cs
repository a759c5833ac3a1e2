// The number of live tensors and the state of autocast are asserted, and libtorch's default generator belongs to the whole process.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
