namespace ServiceDefaults.Deadlines;

/// <summary>Which deadline headers a service accepts.</summary>
public sealed class DeadlineOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Resilience:Deadlines";

    /// <summary>
    /// Whether callers are external. Then the number of their attempt is ignored, because it would switch off the
    /// retries of this service. Their deadline still applies, because it can only shorten that of this service.
    /// </summary>
    /// <value>The default is <see langword="false"/>, for a service that only services of the same system call.</value>
    public bool IsEdge { get; set; }
}
