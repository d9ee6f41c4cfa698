using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>When a circuit opens, for how long, and what it takes to close it. The defaults are the guide's production profile.</summary>
public sealed class CircuitBreakerOptions : IValidatableObject
{
    /// <summary>Whether there is a circuit breaker at all. What a circuit knows is kept while it is off.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether an open circuit rejects.</summary>
    /// <value>The default is <see cref="CircuitMode.Enforcing"/>.</value>
    [EnumDataType(typeof(CircuitMode))]
    public CircuitMode Mode { get; set; } = CircuitMode.Enforcing;

    /// <summary>
    /// Whether the breaker counts each attempt (inside the retry) instead of each operation (around it) as the guide has
    /// it. With attempts fewer calls reach a dead dependency before the circuit opens.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool CountAttempts { get; set; }

    /// <summary>Failures in a row that open the circuit; 0 leaves it to the rates.</summary>
    /// <value>The default is 3; from 0 to 1,000.</value>
    [Range(0, 1000)]
    public int FailureThreshold { get; set; } = 3;

    /// <summary>The share of failures in the window that opens the circuit; 0 leaves it to the other triggers.</summary>
    /// <value>The default is 0; from 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double FailureRate { get; set; }

    /// <summary>The share of slow calls in the window that opens the circuit; 0 leaves it to the other triggers.</summary>
    /// <value>The default is 0; from 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double SlowCallRate { get; set; }

    /// <summary>
    /// Slow calls in a row, of which none overlaps another in time, that open the circuit; 0 leaves it to the other triggers. A call is slow when it takes
    /// <see cref="SlowCallDuration"/> or longer, whoever ends it, and from the moment on when its caller stops waiting for it. A faster success begins the row anew.
    /// </summary>
    /// <value>The default is 0, and 3 for HTTP clients; from 0 to 1,000.</value>
    [Range(0, 1000)]
    public int SlowCallThreshold { get; set; }

    /// <summary>From which duration on a call is slow.</summary>
    /// <value>The default is 5 seconds; from 1 millisecond to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan SlowCallDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Calls in the window below which no rate is believed.</summary>
    /// <value>The default is 10; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MinimumCalls { get; set; } = 10;

    /// <summary>The sliding window of the rates.</summary>
    /// <value>The default is 60 seconds; from 1 second to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an open circuit rejects before it lets probes through: the guide's recovery timeout.</summary>
    /// <value>The default is 60 seconds; from 1 millisecond to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Probes that must succeed before the circuit closes.</summary>
    /// <value>The default is 3; from 1 to 100.</value>
    [Range(1, 100)]
    public int SuccessThreshold { get; set; } = 3;

    /// <summary>Probes that may be under way at once.</summary>
    /// <value>The default is 3; from 1 to 100.</value>
    [Range(1, 100)]
    public int MaxProbes { get; set; } = 3;

    /// <summary>
    /// How long a probe may be away. One that is not back by then has failed, so that a hung probe never keeps a circuit half-open for ever.
    /// Longer than the total timeout, which ends a probe first.
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
                "FailureThreshold, FailureRate, SlowCallRate and SlowCallThreshold are all 0, so nothing could open the circuit: "
                + "set one, or set Enabled to false.");
        }
    }
}
