using Accelerate.Cli;

return await AccelerateCommand.RunAsync(args);
