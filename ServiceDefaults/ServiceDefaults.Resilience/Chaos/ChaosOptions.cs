using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Chaos;

/// <summary>Whether faults may be injected into the pipelines of this process. Read once at start.</summary>
public sealed class ChaosOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Chaos";

    /// <summary>
    /// Whether faults may be injected. If not, the pipelines contain no strategy for it and the endpoints do not exist.
    /// In the environment Production the host does not start while it is <see langword="true"/>.
    /// </summary>
    /// <value>The default is <see langword="false"/>; the development settings set <see langword="true"/>.</value>
    public bool Enabled { get; set; }

    /// <summary>The longest time for which faults may be injected before they end by themselves.</summary>
    /// <value>The default is 10 minutes; from 1 second to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromMinutes(10);
}
