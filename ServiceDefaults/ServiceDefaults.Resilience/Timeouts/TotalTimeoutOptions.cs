using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceDefaults.Timeouts;

/// <summary>
/// How long an operation may take with all its attempts and the delays between them. The guide defines no such limit,
/// which allows 93 seconds.
/// </summary>
public sealed class TotalTimeoutOptions : IValidatableObject
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestAllowed = TimeSpan.FromDays(1);

    /// <summary>Whether the total timeout applies. A deadline of the request applies in any case.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The timeout.</summary>
    /// <value>The default is 35 seconds; from 10 milliseconds to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(35);

    /// <summary>
    /// Timeouts of single operations, by operation key (<see cref="Polly.ResilienceContext.OperationKey"/>), such as a
    /// transaction.
    /// </summary>
    /// <value>The default is none; each from 10 milliseconds to 1 day.</value>
    public IDictionary<string, TimeSpan> Operations { get; } = new Dictionary<string, TimeSpan>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The longest of all these timeouts.</summary>
    [JsonIgnore]
    public TimeSpan Longest => Operations.Values.Append(Duration).Max();

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) => Operations
        .Where(pair => pair.Value < Shortest || pair.Value > LongestAllowed)
        .Select(pair => new ValidationResult(
            $"Operations:{pair.Key} is {pair.Value}: it has to be between {Shortest} and {LongestAllowed}."));
}
