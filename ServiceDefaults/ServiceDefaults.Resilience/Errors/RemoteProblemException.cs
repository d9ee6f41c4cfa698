namespace ServiceDefaults.Errors;

/// <summary>
/// A dependency responded with an error. The exception carries the classification that the dependency sent, so that the
/// next caller gets the same one. Its message holds no text of the response, because exception messages end up in logs.
/// </summary>
public sealed class RemoteProblemException : ResilienceException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problem">The error response.</param>
    public RemoteProblemException(RemoteProblem problem)
        : base(
            $"A dependency answered {problem.Error.Status}: {problem.Error.Category.ToName()}.",
            problem.Error,
            innerException: null) =>
        Problem = problem;

    /// <summary>The error response.</summary>
    public RemoteProblem Problem { get; }
}
