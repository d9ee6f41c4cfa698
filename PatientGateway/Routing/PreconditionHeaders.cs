namespace PatientGateway.Routing;

/// <summary>
/// The headers by which a request says which version it is for. Those of the framework are no constants, which attributes need.
/// </summary>
internal static class PreconditionHeaders
{
    /// <summary>The versions of which one has to be there.</summary>
    public const string IfMatch = "If-Match";

    /// <summary>The versions of which none may be there.</summary>
    public const string IfNoneMatch = "If-None-Match";
}
