using CsCheck;

namespace ServiceDefaults.Tests.Requests;

/// <summary>Generators of pieces of headers and paths.</summary>
internal static class Texts
{
    /// <summary>One of these, with equal probability.</summary>
    public static Gen<string> OneOf(params string[] texts) =>
        Gen.Int[0, texts.Length - 1].Select(index => texts[index]);
}
