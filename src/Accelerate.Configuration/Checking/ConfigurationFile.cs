namespace Accelerate.Configuration;

/// <summary>A configuration file that was read and checked.</summary>
internal sealed class ConfigurationFile
{
    private ConfigurationFile(ConfigurationValues values, IReadOnlyList<ConfigurationProblem> problems)
    {
        Values = values;
        Problems = problems;
    }

    /// <summary>What the file says; of a file with problems, what could be understood.</summary>
    public ConfigurationValues Values { get; }

    /// <summary>What is wrong with the file, in the order of its lines.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }

    /// <summary>Reads and checks the text of a file. Whatever the text, this does not throw.</summary>
    public static ConfigurationFile Parse(string text)
    {
        var problems = new List<ConfigurationProblem>();
        var root = ReadRoot(text, problems);
        var values = new ConfigurationValues();
        if (root is not null)
        {
            var schema = IsSageMaker(root) ? ConfigurationSchema.SageMaker : ConfigurationSchema.Local;
            new SectionChecker(problems, values).Check(root, schema, []);
            if (!root.Entries.Any(static entry => entry.Key.Text == "distributed_type" && entry.IsSet))
                problems.Add(new(
                    ConfigurationProblemKind.MissingKey,
                    "'distributed_type' is missing. Say how training is distributed: 'distributed_type: NO' for one process, MULTI_GPU, MULTI_CPU, FSDP, DEEPSPEED, …",
                    root.Span.Start));
            if (schema == ConfigurationSchema.Local)
                new ContradictionChecker(values, problems).Check();
        }
        return new(values, [.. problems.OrderBy(static problem => problem.Span.StartLine).ThenBy(static problem => problem.Span.StartColumn)]);
    }

    private static YamlMapping? ReadRoot(string text, List<ConfigurationProblem> problems)
    {
        try
        {
            switch (YamlReader.Read(text))
            {
                case YamlMapping mapping:
                    return mapping;
                case { } other:
                    problems.Add(new(ConfigurationProblemKind.Unreadable, $"The file is {other.Description}. A configuration file is keys with values: 'distributed_type: NO'.", other.Span));
                    break;
                default:
                    problems.Add(new(ConfigurationProblemKind.Unreadable, "The file is empty. A configuration file has at least 'distributed_type: NO'.", default));
                    break;
            }
        }
        catch (YamlSyntaxException error)
        {
            problems.Add(new(ConfigurationProblemKind.Unreadable, error.Message, error.Span));
        }
        return null;
    }

    private static bool IsSageMaker(YamlMapping root) => root.Entries.Any(static entry =>
        entry.Key.Text == "compute_environment" && entry.Value is YamlScalar value && string.Equals(value.Text.Trim(), "AMAZON_SAGEMAKER", StringComparison.OrdinalIgnoreCase));
}
