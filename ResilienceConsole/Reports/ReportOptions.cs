using System.ComponentModel.DataAnnotations;

namespace ResilienceConsole.Reports;

/// <summary>Who may report, and how long a process is shown.</summary>
internal sealed class ReportOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Console";

    /// <summary>
    /// The key that processes send, at least 32 characters. A process that has it gets the switches of a service.
    /// </summary>
    [MinLength(32)]
    [Required]
    public string ReportKey { get; set; } = "";

    /// <summary>After this time without a report a process counts as silent.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After this time without a report a process is not shown any more.</summary>
    /// <value>The default is 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ForgottenAfter { get; set; } = TimeSpan.FromMinutes(1);
}
