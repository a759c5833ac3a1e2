namespace Accelerate.Api.Tests;

/// <summary>A type in a signature: as the listing writes it, and its metadata name without arguments.</summary>
internal sealed record SignatureType(string Notation, string FullName, bool IsFrontEnd);
