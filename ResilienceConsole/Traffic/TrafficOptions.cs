namespace ResilienceConsole.Traffic;

/// <summary>Where the sample traffic goes.</summary>
internal sealed class TrafficOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Traffic";

    /// <summary>The address of the gateway; without it there is no sample traffic.</summary>
    public Uri? Gateway { get; set; }

    /// <summary>The API key of the sample traffic.</summary>
    public string ApiKey { get; set; } = "";
}
