using System.Reflection;

namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>Names the options in which two circuits differ, with both values.</summary>
internal static class CircuitDifferences
{
    private static readonly PropertyInfo[] Properties = typeof(CircuitBreakerOptions).GetProperties();

    public static string Between(CircuitBreakerOptions present, CircuitBreakerOptions requested) => string.Join(
        ", ", Properties
            .Select(property =>
                (property.Name, Present: property.GetValue(present), Requested: property.GetValue(requested)))
            .Where(option => !Equals(option.Present, option.Requested))
            .Select(option => $"{option.Name} ({option.Present}, not {option.Requested})"));
}
