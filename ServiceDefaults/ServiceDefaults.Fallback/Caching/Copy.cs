namespace ServiceDefaults.Caching;

/// <summary>The last known answer to a question, and how old it is.</summary>
/// <param name="AsOf">The instant before the question was sent. The answer is at least as young as that.</param>
/// <param name="Version">What tells one version of the answer from another, such as an entity tag; <see langword="null"/> when nothing does.</param>
/// <param name="Subjects">The names of everything that makes the copy wrong when it changes (<see cref="ICopyStore.NameOf"/>).</param>
/// <param name="Payload">The answer itself.</param>
public sealed record Copy(DateTimeOffset AsOf, string? Version, IReadOnlyList<string> Subjects, ReadOnlyMemory<byte> Payload)
{
    private const int Bookkeeping = 512;

    /// <summary>About how many bytes of memory it takes.</summary>
    internal int Size => Payload.Length + Bookkeeping;
}
