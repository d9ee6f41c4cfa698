namespace PatientApi.Contracts;

/// <summary>Problem types that client programs handle. For all other problems the status code is sufficient.</summary>
public static class ProblemTypes
{
    /// <summary>404: the patient does not exist. A 404 of any other type means that the route does not exist.</summary>
    public const string PatientNotFound = "urn:patients:problem:patient-not-found";

    /// <summary>
    /// 409: the first request with this key is still in progress. Wait for <c>Retry-After</c> and send the same request
    /// again.
    /// </summary>
    public const string KeyInFlight = "urn:patients:problem:idempotency-key-in-flight";

    /// <summary>422: the key was used for a different request. Use a new key for each new write.</summary>
    public const string KeyReused = "urn:patients:problem:idempotency-key-reused";
}
