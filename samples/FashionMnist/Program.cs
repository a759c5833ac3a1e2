using Samples;

return await FashionMnist.RunAsync(args);
