using System.Text;

namespace Accelerate.Roles;

/// <summary>The names that come of names.</summary>
internal static class RoleNames
{
    private const string Create = "Create";

    /// <summary>The variable of what a method creates: <c>CreateTestData</c> gives <c>testData</c>.</summary>
    public static string Variable(string method)
    {
        var name = method.Length > Create.Length && method.StartsWith(Create, StringComparison.Ordinal) ? method.Substring(Create.Length) : method;
        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }

    /// <summary>What the loss of one of several steps is reported as: <c>TrainGenerator</c> and <c>GeneratorStep</c> give <c>generator loss</c>.</summary>
    public static string Loss(string method)
    {
        var words = Words(method, ' ').Split(' ').Where(word => word is not ("train" or "training" or "step"));
        return string.Join(" ", words.Append("loss"));
    }

    /// <summary>A name in words: <c>LearningRate</c> gives <c>learning-rate</c>.</summary>
    public static string Words(string name, char separator)
    {
        var words = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if ((startsWord && name[i - 1] != '_') || (name[i] == '_' && words.Length > 0))
                words.Append(separator);
            if (name[i] != '_')
                words.Append(char.ToLowerInvariant(name[i]));
        }
        return words.ToString();
    }
}
