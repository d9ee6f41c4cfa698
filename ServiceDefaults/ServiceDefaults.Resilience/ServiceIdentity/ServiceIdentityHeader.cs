namespace ServiceDefaults.ServiceIdentity;

/// <summary>
/// The response header that marks a response as the service's own:
/// <c>X-Service-Identity: patient-api; environment=Production</c>. A status, a body and even problem details prove
/// nothing: a proxy, an ingress without backends or another service at the same address can send the same ones. The
/// header is no protection against an attacker; TLS and authentication are.
/// </summary>
public static class ServiceIdentityHeader
{
    /// <summary>The name of the header.</summary>
    public const string Name = "X-Service-Identity";

    /// <summary>Formats the value of the header.</summary>
    /// <param name="service">The name of the service, as in service discovery.</param>
    /// <param name="environment">The environment it runs in, such as <c>Production</c>.</param>
    /// <returns>The value, such as <c>patient-api; environment=Production</c>.</returns>
    public static string Format(string service, string environment) => $"{service}; environment={environment}";

    /// <summary>
    /// Whether a response comes from a service in an environment: the header occurs once, with exactly that value. Case
    /// does not matter.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="service">The name of the service.</param>
    /// <param name="environment">The environment.</param>
    /// <returns>Whether the response is that service's own.</returns>
    public static bool IsFrom(HttpResponseMessage response, string service, string environment) =>
        response.Headers.NonValidated.TryGetValues(Name, out var values)
        && values.Count == 1
        && string.Equals(values.ToString(), Format(service, environment), StringComparison.OrdinalIgnoreCase);
}
