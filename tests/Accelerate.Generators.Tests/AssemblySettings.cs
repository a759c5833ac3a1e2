// libtorch's default generator and standard output belong to the whole process.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
