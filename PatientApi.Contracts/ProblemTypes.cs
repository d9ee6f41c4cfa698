namespace PatientApi.Contracts;

/// <summary>The types of problem details that a program reacts to. Every other problem says all it has to say by its status.</summary>
public static class ProblemTypes
{
    /// <summary>404: there is no such patient. Any other 404 says that there is no such route.</summary>
    public const string PatientNotFound = "urn:patients:problem:patient-not-found";

    /// <summary>409: the first request with this key has not ended yet. Wait for <c>Retry-After</c> and send the same again.</summary>
    public const string KeyInFlight = "urn:patients:problem:idempotency-key-in-flight";

    /// <summary>422: the key belongs to another request. Make a new key for each new write.</summary>
    public const string KeyReused = "urn:patients:problem:idempotency-key-reused";
}
