namespace ServiceDefaults.Errors;

/// <summary>
/// A dependency answered with an error. It carries what the dependency said of it, so that the truth survives the hop; the
/// message holds no word of the answer, because exception messages end up in logs.
/// </summary>
public sealed class RemoteProblemException : ResilienceException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="problem">What was read from the answer.</param>
    public RemoteProblemException(RemoteProblem problem)
        : base($"A dependency answered {problem.Error.Status}: {problem.Error.Category.ToName()}.", problem.Error, innerException: null) =>
        Problem = problem;

    /// <summary>What was read from the answer.</summary>
    public RemoteProblem Problem { get; }
}
