namespace ServiceDefaults.ServiceIdentity;

/// <summary>
/// The response header by which a service says that an answer is its own: <c>X-Service-Identity: patient-api; environment=Production</c>. A status, a body and
/// even problem details prove nothing: a proxy, an ingress without backends or another service at the same address answers with the same ones.
/// It is no proof against an attacker; that is what TLS and authentication are for.
/// </summary>
public static class ServiceIdentityHeader
{
    /// <summary>The name of the header.</summary>
    public const string Name = "X-Service-Identity";

    /// <summary>The value of the header.</summary>
    /// <param name="service">The name of the service, as in service discovery.</param>
    /// <param name="environment">The environment it runs in, such as <c>Production</c>.</param>
    /// <returns>Both in one line.</returns>
    public static string Format(string service, string environment) => $"{service}; environment={environment}";

    /// <summary>Whether a response was given by a service in an environment: it says so once and says nothing else. Case does not matter.</summary>
    /// <param name="response">The response.</param>
    /// <param name="service">The name of the service.</param>
    /// <param name="environment">The environment.</param>
    /// <returns>Whether the response is that service's own.</returns>
    public static bool IsFrom(HttpResponseMessage response, string service, string environment) =>
        response.Headers.NonValidated.TryGetValues(Name, out var values)
        && values.Count == 1
        && string.Equals(values.ToString(), Format(service, environment), StringComparison.OrdinalIgnoreCase);
}
