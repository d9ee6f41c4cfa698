namespace PatientGateway.Import;

/// <summary>Settings of the import route, section <c>Import</c>.</summary>
internal sealed class ImportOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Import";

    /// <summary>How long neither a byte of the request nor one of the response may move; 60 s unless set. An import has no limit as a whole.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);
}
