using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>
/// When a circuit opens, for how long, and when it closes. The defaults are the guide's production profile.
/// </summary>
public sealed class CircuitBreakerOptions : IValidatableObject
{
    /// <summary>Whether the circuit breaker is active. While it is off, its state and counters are kept.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether an open circuit rejects calls.</summary>
    /// <value>The default is <see cref="CircuitMode.Enforcing"/>.</value>
    [EnumDataType(typeof(CircuitMode))]
    public CircuitMode Mode { get; set; } = CircuitMode.Enforcing;

    /// <summary>
    /// Whether the breaker counts each attempt (inside the retry) instead of each operation (around the retry, as in
    /// the guide). Counting attempts lets fewer calls reach a failing dependency before the circuit opens.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool CountAttempts { get; set; }

    /// <summary>Consecutive failures that open the circuit; 0 disables this trigger.</summary>
    /// <value>The default is 3; from 0 to 1,000.</value>
    [Range(0, 1000)]
    public int FailureThreshold { get; set; } = 3;

    /// <summary>The share of failed calls in the window that opens the circuit; 0 disables this trigger.</summary>
    /// <value>The default is 0; from 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double FailureRate { get; set; }

    /// <summary>The share of slow calls in the window that opens the circuit; 0 disables this trigger.</summary>
    /// <value>The default is 0; from 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double SlowCallRate { get; set; }

    /// <summary>
    /// Consecutive slow calls, not overlapping in time, that open the circuit; 0 disables this trigger. A call is slow
    /// when it takes <see cref="SlowCallDuration"/> or longer, however it ends, or as soon as its caller reaches the
    /// soft timeout. A faster success resets the count.
    /// </summary>
    /// <value>The default is 0, and 3 for HTTP clients; from 0 to 1,000.</value>
    [Range(0, 1000)]
    public int SlowCallThreshold { get; set; }

    /// <summary>The duration from which a call is slow, not counting the delays between its attempts.</summary>
    /// <value>The default is 5 seconds; from 1 millisecond to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan SlowCallDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The minimum number of calls in the window before a rate can open the circuit.</summary>
    /// <value>The default is 10; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MinimumCalls { get; set; } = 10;

    /// <summary>The sliding window for the rates.</summary>
    /// <value>The default is 60 seconds; from 1 second to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long an open circuit rejects calls before it lets probes through: the guide's recovery timeout.
    /// </summary>
    /// <value>The default is 60 seconds; from 1 millisecond to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Probes that must succeed before the circuit closes.</summary>
    /// <value>The default is 3; from 1 to 100.</value>
    [Range(1, 100)]
    public int SuccessThreshold { get; set; } = 3;

    /// <summary>Probes that may be in flight at once.</summary>
    /// <value>The default is 3; from 1 to 100.</value>
    [Range(1, 100)]
    public int MaxProbes { get; set; } = 3;

    /// <summary>
    /// How long a probe may take. A probe that takes longer has failed, so a hung probe cannot keep a circuit
    /// half-open. Must be longer than the total timeout, which normally ends a probe first.
    /// </summary>
    /// <value>The default is 60 seconds; from 1 millisecond to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan ProbeLease { get; set; } = TimeSpan.FromSeconds(60);

    internal bool CountsSlowCalls => SlowCallRate > 0 || SlowCallThreshold > 0;

    internal CircuitBreakerOptions Clone() => (CircuitBreakerOptions)MemberwiseClone();

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (this is { Enabled: true, FailureThreshold: 0, FailureRate: 0, SlowCallRate: 0, SlowCallThreshold: 0 })
        {
            yield return new(
                "FailureThreshold, FailureRate, SlowCallRate and SlowCallThreshold are all 0, so nothing can open "
                + "the circuit. Set at least one, or set Enabled to false.");
        }
    }
}
