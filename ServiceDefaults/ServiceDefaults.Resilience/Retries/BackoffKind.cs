namespace ServiceDefaults.Retries;

/// <summary>How the waiting time grows from one retry to the next.</summary>
public enum BackoffKind
{
    /// <summary>It doubles: base, 2 x base, 4 x base, ...</summary>
    Exponential,

    /// <summary>It grows by the base: base, 2 x base, 3 x base, ...</summary>
    Linear,

    /// <summary>It stays the base.</summary>
    Constant,
}
