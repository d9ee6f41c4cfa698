namespace PatientGateway.Routing;

/// <summary>
/// Names of the precondition headers, as constants for attributes; those of the framework are not constants.
/// </summary>
internal static class PreconditionHeaders
{
    /// <summary>The current version must be one of these.</summary>
    public const string IfMatch = "If-Match";

    /// <summary>The current version must be none of these.</summary>
    public const string IfNoneMatch = "If-None-Match";
}
