namespace ServiceDefaults.Retries;

/// <summary>How the delay grows from one retry to the next.</summary>
public enum BackoffKind
{
    /// <summary>The delay doubles: base, 2 x base, 4 x base, ...</summary>
    Exponential,

    /// <summary>The delay grows by the base: base, 2 x base, 3 x base, ...</summary>
    Linear,

    /// <summary>The delay is always the base.</summary>
    Constant,
}
