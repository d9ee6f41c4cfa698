using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Pipelines;

/// <summary>
/// Health probes of a dependency. Failed probes may open the circuit before calls fail; successful probes never close
/// it.
/// </summary>
public sealed class HealthProbeOptions : IValidatableObject
{
    /// <summary>Whether the dependency is probed. Only for HTTP dependencies.</summary>
    /// <value>The default is <see langword="false"/>, because not every dependency has a health endpoint.</value>
    public bool Enabled { get; set; }

    /// <summary>
    /// The path of the health endpoint, with a query if required. It starts with a single slash; special characters are
    /// percent-encoded.
    /// </summary>
    /// <value>The default is <c>/health</c>.</value>
    [Required]
    public string Path { get; set; } = "/health";

    /// <summary>The interval between probes.</summary>
    /// <value>The default is 30 seconds; from 10 milliseconds to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The timeout of a probe.</summary>
    /// <value>The default is 5 seconds; from 10 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Consecutive failed probes that open the circuit.</summary>
    /// <value>The default is 3; from 1 to 100.</value>
    [Range(1, 100)]
    public int FailureThreshold { get; set; } = 3;

    /// <summary>
    /// How long the start of the service waits until a probe succeeds, before the server accepts requests. Then the
    /// service starts without the dependency. Without the wait, requests that arrive while both start could open the
    /// circuit.
    /// </summary>
    /// <value>The default is zero: no wait; the AppHost sets 30 seconds for the gateway. At most 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StartWait { get; set; }

    // The path is put behind the name of the dependency: without its slash it would be a part of that name and ask
    // another host.
    private bool IsPath => Path.StartsWith('/') && !Path.StartsWith("//", StringComparison.Ordinal)
        && !Path.Contains('#', StringComparison.Ordinal)
        && Uri.IsWellFormedUriString($"http://host{Path}", UriKind.Absolute);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Path) && !IsPath)
        {
            yield return new(
                $"Path is '{Path}': it must be a URL path that begins with one slash "
                + "and has its special characters percent-encoded, such as /health.");
        }
    }
}
