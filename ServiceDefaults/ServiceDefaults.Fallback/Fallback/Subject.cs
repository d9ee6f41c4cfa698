namespace ServiceDefaults.Fallback;

/// <summary>What an answer is about, such as one customer.</summary>
/// <param name="Kind">One of few words, such as <c>customer</c>.</param>
/// <param name="Id">Which one of its kind; <see langword="null"/> stands for all of them.</param>
public readonly record struct Subject(string Kind, string? Id)
{
    /// <summary>All of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The subject that stands for them.</returns>
    public static Subject All(string kind) => new(kind, Id: null);
}
