using System.CommandLine;
using Accelerate.Build.Benchmarks;

var samples = new Option<string[]>("--samples") { Description = "Folders of samples/ that hold a whole program.", DefaultValueFactory = _ => ["FashionMnist", "Gan", "Quickstart"], AllowMultipleArgumentsPerToken = true };
var pairs = new Option<int>("--pairs") { Description = "How many pairs of builds of each sample.", DefaultValueFactory = _ => 9 };

var command = new RootCommand("Times builds with generators and analyzers against builds of the same code without, in pairs, and prints a table of ratios.") { samples, pairs };
command.SetAction(parsed =>
{
    var table = new BuildTable();
    foreach (var sample in parsed.GetValue(samples)!)
    {
        using var project = new ComparedProject(sample);
        foreach (var cold in new[] { false, true })
        {
            var times = new List<BuildPair>();
            for (var pair = 0; pair < parsed.GetValue(pairs); pair++)
            {
                times.Add(project.BuildBoth(withFirst: pair % 2 == 0, cold));
                Console.Error.WriteLine(FormattableString.Invariant($"{sample}, pair {pair + 1}: {times[^1].With.Whole.TotalSeconds:F2} s with, {times[^1].Without.Whole.TotalSeconds:F2} s without"));
            }
            table.Add(sample, cold, project.GeneratedLines, times);
        }
    }
    Console.WriteLine(table);
});
return command.Parse(args).Invoke();
