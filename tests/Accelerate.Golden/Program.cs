using Accelerate.Golden;

return GoldenCommand.Run(args, Console.Out, Console.Error);
