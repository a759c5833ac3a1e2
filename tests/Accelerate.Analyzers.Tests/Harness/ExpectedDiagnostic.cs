using Microsoft.CodeAnalysis.Text;

namespace Accelerate.Analyzers.Tests.Harness;

internal sealed record ExpectedDiagnostic(string Path, string Id, TextSpan Span);
