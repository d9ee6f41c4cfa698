using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Telemetry;

/// <summary>The endpoint from which Prometheus reads the metrics. Read once at start.</summary>
public sealed class PrometheusOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Telemetry:Prometheus";

    /// <summary>The path of the endpoint.</summary>
    public const string Path = "/metrics";

    private const int ShortestKey = 32;

    /// <summary>Whether the service has the endpoint <see cref="Path"/>.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Enabled { get; set; }

    /// <summary>
    /// The key that the scraper sends in <c>Authorization: Bearer</c>. It allows nothing but to read the metrics.
    /// </summary>
    /// <value>The default is empty; at least 32 characters if <see cref="Enabled"/>.</value>
    public string Key { get; set; } = "";

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Enabled && Key.Length < ShortestKey)
        {
            yield return new(
                $"{nameof(Key)} has {Key.Length} characters; it must have at least {ShortestKey}. Set the key that the "
                + $"scraper sends, or {Section}:{nameof(Enabled)} to false.");
        }
    }
}
