using Samples;

return await Gan.RunAsync(args);
