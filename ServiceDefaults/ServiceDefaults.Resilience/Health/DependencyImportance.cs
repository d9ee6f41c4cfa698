namespace ServiceDefaults.Health;

/// <summary>What the failure of a dependency does to the health of this service.</summary>
public enum DependencyImportance
{
    /// <summary>Without it the service can serve no request: unhealthy and not ready.</summary>
    Essential,

    /// <summary>Without it the service serves less, such as older data: degraded, and still ready.</summary>
    Degradable,

    /// <summary>The failure is shown, and changes nothing else.</summary>
    Optional,
}
