namespace ServiceDefaults.Chaos;

/// <summary>
/// Creates the exceptions that the client of one dependency throws, so that an injected failure is handled as a real
/// one. Register it as a singleton; without one, the exceptions of sockets and <see cref="HttpClient"/> are used.
/// </summary>
public interface IChaosExceptionFactory
{
    /// <summary>The name of the dependency.</summary>
    string Dependency { get; }

    /// <summary>Creates the exception.</summary>
    /// <param name="failure">The kind of the failure.</param>
    /// <returns>The exception, or <see langword="null"/> to use the default of that kind.</returns>
    Exception? Create(ChaosFailure failure);
}
