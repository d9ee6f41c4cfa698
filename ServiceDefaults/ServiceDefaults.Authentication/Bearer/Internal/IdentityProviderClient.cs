using Microsoft.IdentityModel.Protocols;

namespace ServiceDefaults.Bearer.Internal;

/// <summary>Reads documents of the identity provider, with the pipeline of that dependency.</summary>
internal sealed class IdentityProviderClient(HttpClient http) : IDocumentRetriever
{
    public const string Dependency = "identity-provider";

    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        var uri = new Uri(address);
        if (!BearerOptions.IsProtected(uri))
        {
            // The discovery document names the address of the keys.
            throw new InvalidOperationException("The identity provider names an address that is not https.");
        }

        using var response = await http.GetAsync(uri, cancel).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
    }
}
