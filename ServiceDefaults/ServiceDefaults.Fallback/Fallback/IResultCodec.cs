namespace ServiceDefaults.Fallback;

/// <summary>What is to become of an answer.</summary>
public enum CopyDecision
{
    /// <summary>Nothing: it is none that could be given again.</summary>
    Leave,

    /// <summary>It is kept.</summary>
    Keep,

    /// <summary>It says that the subject exists no more: all copies of it go.</summary>
    Erase,
}

/// <summary>Turns answers into copies and back.</summary>
/// <typeparam name="TResult">The answer.</typeparam>
public interface IResultCodec<TResult>
{
    /// <summary>Says what is to become of an answer of the primary.</summary>
    /// <param name="result">The answer.</param>
    /// <returns>The decision.</returns>
    CopyDecision Decide(TResult result);

    /// <summary>What tells this version of the answer from others, if anything does.</summary>
    /// <param name="result">The answer, which is to be kept.</param>
    /// <returns>The version, or <see langword="null"/>.</returns>
    string? VersionOf(TResult result);

    /// <summary>What else makes the copy wrong when it changes, beside what was asked for: known only now.</summary>
    /// <param name="result">The answer, which is to be kept.</param>
    /// <returns>Further subjects.</returns>
    IEnumerable<Subject> SubjectsOf(TResult result);

    /// <summary>Writes an answer.</summary>
    /// <param name="result">The answer, which is to be kept.</param>
    /// <returns>Its bytes.</returns>
    byte[] Write(TResult result);

    /// <summary>Reads an answer that was written.</summary>
    /// <param name="payload">Its bytes.</param>
    /// <param name="version">Its version.</param>
    /// <returns>The answer.</returns>
    TResult Read(ReadOnlyMemory<byte> payload, string? version);

    /// <summary>What to answer of a subject that is known to exist no more.</summary>
    /// <returns>The answer.</returns>
    TResult Erased();
}
