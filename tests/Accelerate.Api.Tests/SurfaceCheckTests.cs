using Accelerate.Api.Tests.Handmade;
using Xunit;

namespace Accelerate.Api.Tests;

public class SurfaceCheckTests
{
    private static readonly Type[] Types = [typeof(Shapes), .. typeof(Shapes).GetNestedTypes(), typeof(Colour)];

    private static readonly string[] Lines =
        [.. Types.SelectMany(type => MemberNotation.VisibleMembersOf(type).Select(MemberNotation.Line).Append(TypeNotation.Line(type))).Select(line => line.ToString())];

    [Fact]
    public void A_surface_is_what_it_is() => Assert.Empty(Differences(Lines));

    [Fact]
    public void A_smaller_surface_is_fine() =>
        Assert.Empty(Differences([.. Lines, "Accelerate.Api.Tests.Handmade.Shapes | More | public static void More()", "Another | <type> | public class Another"]));

    [Theory]
    [InlineData("long a = -1", "long a = 1")]
    [InlineData("double b = 1E-08", "double eps = 1E-08")]
    [InlineData("public static bool Ready { get; }", "public static bool Ready { get; set; }")]
    [InlineData("public static readonly int Zero", "public static int Zero")]
    [InlineData("public static (T1, T2) Pair<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : struct", "public static (T1, T2) Pair<T1, T2>(T1 first, T2 second) where T1 : IDisposable")]
    [InlineData("[Obsolete] public static void Old()", "public static void Old()")]
    [InlineData("protected virtual void Dispose(bool disposing)", "public virtual void Dispose(bool disposing)")]
    [InlineData("public abstract TValue Find(TKey key)", "public virtual TValue Find(TKey key)")]
    [InlineData("enum value Green = 4", "enum value Green = 2")]
    [InlineData("public static class Accelerate.Api.Tests.Handmade.Shapes", "public class Accelerate.Api.Tests.Handmade.Shapes")]
    [InlineData("Handmade.Shapes.Map<TKey, TValue> : Accelerate.Api.Tests.Handmade.Shapes.Node where", "Handmade.Shapes.Map<TKey, TValue> where")]
    [InlineData(" where TKey : class where TValue : struct", "")]
    [InlineData(" : IDisposable, IEnumerable<int>, System.Collections.IEnumerable", " : IDisposable")]
    public void A_difference_is_reported_beside_what_is_listed(string ours, string listed)
    {
        var line = Lines.Single(line => line.EndsWith(ours, StringComparison.Ordinal) || line.Contains(ours, StringComparison.Ordinal));
        var changed = line.Replace(ours, listed, StringComparison.Ordinal);
        Assert.NotEqual(line, changed);

        var difference = Assert.Single(Differences([.. Lines.Except([line]), changed]));
        Assert.StartsWith(line, difference, StringComparison.Ordinal);
        Assert.Contains("listed: " + changed.Split(" | ")[2], difference, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_is_not_listed_is_reported()
    {
        var difference = Assert.Single(Differences([.. Lines.Where(line => !line.Contains("| To |", StringComparison.Ordinal))]));
        Assert.Contains("Shapes | To | public static T To<T>(this T value", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_is_not_listed_is_reported_once()
    {
        var name = TypeNotation.Of(typeof(Shapes.Node));
        var difference = Assert.Single(Differences([.. Lines.Where(line => !line.StartsWith(name + " |", StringComparison.Ordinal))]));
        Assert.Contains("make it internal", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interface_may_be_missing()
    {
        var lines = Lines.Select(line => line.Replace(": IDisposable, IEnumerable<int>,", ": IDisposable, IEnumerable<int>, TorchSharp.IMore,", StringComparison.Ordinal)).ToArray();
        Assert.NotEqual(Lines, lines);
        Assert.Empty(Differences(lines));
    }

    [Fact]
    public void An_unlisted_override_is_fine_as_long_as_its_parameters_are_those_of_its_base()
    {
        Type[] types = [typeof(Base<>), typeof(SameNames), typeof(OtherNames), typeof(OtherDefault)];
        var listed = types.Select(TypeNotation.Line).Concat(MemberNotation.VisibleMembersOf(typeof(Base<>)).Select(MemberNotation.Line))
            .Concat(types.SelectMany(type => type.GetConstructors()).Select(MemberNotation.Line));

        var check = new SurfaceCheck(new(listed.Select(line => line.ToString())));
        check.Check(types);

        Assert.Collection(check.Differences,
            difference => Assert.Contains("OtherDefault | forward |", difference, StringComparison.Ordinal),
            difference => Assert.Contains("OtherNames | forward |", difference, StringComparison.Ordinal));
    }

    public abstract class Base<T>
    {
        public virtual int Size => 0;

        public abstract T forward(T input, int depth = 1);
    }

    public class SameNames : Base<string>
    {
        public override int Size => 1;

        public override string forward(string input, int depth = 1) => input;

        public override string ToString() => "";
    }

    public class OtherNames : Base<string>
    {
        public override string forward(string x, int depth = 1) => x;
    }

    public class OtherDefault : Base<string>
    {
        public override string forward(string input, int depth = 2) => input;
    }

    private static IReadOnlyList<string> Differences(string[] lines)
    {
        var check = new SurfaceCheck(new(lines));
        check.Check(Types);
        return check.Differences;
    }
}
