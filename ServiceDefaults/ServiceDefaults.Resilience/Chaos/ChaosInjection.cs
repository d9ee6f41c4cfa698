using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceDefaults.Chaos;

/// <summary>
/// Faults to inject into the attempts of one pipeline, inside its timeouts, so that retry, circuit breaker and fallback
/// meet them as they meet real ones. Of <see cref="Status"/>, <see cref="Exception"/> and <see cref="LoseResponse"/>
/// at most one can be given; <see cref="Latency"/> and <see cref="Behavior"/> go with each of them.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChaosInjection : IValidatableObject
{
    /// <summary>The share of attempts that meet all of the given faults; the other attempts meet none.</summary>
    /// <value>The default is 1; above 0, at most 1.</value>
    public double Rate { get; init; } = 1;

    /// <summary>A delay before the attempt; the timeouts of the pipeline cut it short.</summary>
    /// <value>The default is none; up to 10 minutes.</value>
    public TimeSpan? Latency { get; init; }

    /// <summary>The HTTP status to return without calling the dependency. Only for pipelines over HTTP.</summary>
    /// <value>The default is none; from 400 to 599.</value>
    public int? Status { get; init; }

    /// <summary>The exception to throw without calling the dependency.</summary>
    /// <value>The default is none.</value>
    public ChaosFailure? Exception { get; init; }

    /// <summary>
    /// Whether the dependency is called and its response is then lost, so the caller cannot know whether a write
    /// happened.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool LoseResponse { get; init; }

    /// <summary>The name of a registered <see cref="IChaosBehavior"/> to run before the attempt.</summary>
    /// <value>The default is none.</value>
    public string? Behavior { get; init; }

    /// <summary>How long faults are injected.</summary>
    /// <value>The default is 1 minute; at most <see cref="ChaosOptions.MaxDuration"/>.</value>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Rate is not (> 0 and <= 1))
        {
            yield return Fault($"The rate is {Rate}. Give a share above 0 and at most 1.", nameof(Rate));
        }

        if (Latency is { } latency && (latency <= TimeSpan.Zero || latency > TimeSpan.FromMinutes(10)))
        {
            yield return Fault(
                $"The latency is {latency}. Give a time above 0 and at most 10 minutes, such as \"00:00:02\".",
                nameof(Latency));
        }

        if (Status is < 400 or > 599)
        {
            yield return Fault($"The status is {Status}. Give an error status from 400 to 599.", nameof(Status));
        }

        if (Exception is { } exception && !Enum.IsDefined(exception))
        {
            yield return Fault($"The exception {(int)exception} does not exist. Give a name.", nameof(Exception));
        }

        var failures = (Status is null ? 0 : 1) + (Exception is null ? 0 : 1) + (LoseResponse ? 1 : 0);
        if (failures > 1)
        {
            yield return Fault(
                "Give only one of status, exception and loseResponse: an attempt can end in one way.", nameof(Status));
        }

        if (failures == 0 && Latency is null && Behavior is null)
        {
            yield return Fault(
                "No fault is given. Give at least one of latency, status, exception, loseResponse and behavior.",
                nameof(Latency));
        }
    }

    private static ValidationResult Fault(string message, string member) => new(message, [member]);
}
