using Microsoft.IdentityModel.Protocols;

namespace ServiceDefaults.Bearer.Internal;

/// <summary>Reads documents of the identity provider, with the pipeline of that dependency.</summary>
internal sealed class IdentityProviderClient(HttpClient http) : IDocumentRetriever
{
    public const string Dependency = "identity-provider";

    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        using var response = await http.GetAsync(new Uri(address), cancel).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
    }
}
