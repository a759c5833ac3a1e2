using System.CommandLine;
using Accelerate.Benchmarks;
using Accelerate.Benchmarks.Distributed;
using Accelerate.Native;

if (args is ["rank", .. var rankArguments])
    return RankWorker.Run(rankArguments);

var workloads = new Option<string[]>("--workloads") { Description = "Which of mlp, cnn and gpt to run.", DefaultValueFactory = _ => ["mlp", "cnn", "gpt"], AllowMultipleArgumentsPerToken = true };
workloads.AcceptOnlyFromAmong("mlp", "cnn", "gpt");
var seconds = new Option<double>("--seconds") { Description = "How long each loop of a workload is timed in a round.", DefaultValueFactory = _ => 4 };
var rounds = new Option<int>("--rounds") { Description = "How many rounds over all loops; the fastest block counts.", DefaultValueFactory = _ => 3 };
var threads = new Option<int>("--threads") { Description = "How many threads an operator may use, here and in Python.", DefaultValueFactory = _ => 1 };
var peer = new Option<FileInfo>("--peer") { Description = "The Python program to compare with; left out when it or its torch is missing.", DefaultValueFactory = _ => new FileInfo("../shared/bench/hf_bench.py") };
var python = new Option<string>("--python") { Description = "The Python that has torch.", DefaultValueFactory = _ => "/usr/bin/python3" };

var command = new RootCommand("Times training loops side by side in one run and prints a table of ratios.") { workloads, seconds, rounds, threads, peer, python, DistributedCommand.Create() };
command.SetAction(parsed =>
{
    Threads.Set(parsed.GetValue(threads));
    var results = new List<(string, IReadOnlyDictionary<string, double>)>();
    foreach (var name in parsed.GetValue(workloads)!.Distinct())
    {
        var comparison = new Comparison(name, parsed.GetValue(seconds), parsed.GetValue(rounds),
            PythonPeer.Find(parsed.GetValue(python)!, parsed.GetValue(peer)!, parsed.GetValue(threads)));
        results.Add((name, comparison.Run()));
    }
    Console.WriteLine(ResultTable.Of(results));
});
return command.Parse(args).Invoke();
