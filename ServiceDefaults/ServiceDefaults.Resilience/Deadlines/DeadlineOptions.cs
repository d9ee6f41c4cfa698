namespace ServiceDefaults.Deadlines;

/// <summary>Whom a service believes.</summary>
public sealed class DeadlineOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Resilience:Deadlines";

    /// <summary>
    /// Whether callers are strangers: then the number of their attempt is not believed, because it would switch our retries off. Their deadline
    /// is, because it can only shorten ours.
    /// </summary>
    /// <value>The default is <see langword="false"/>, which is right for a service that only our own services call.</value>
    public bool IsEdge { get; set; }
}
