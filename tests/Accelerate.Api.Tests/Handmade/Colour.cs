namespace Accelerate.Api.Tests.Handmade;

public enum Colour : byte
{
    Red = 1,
    Green = 4,
}
