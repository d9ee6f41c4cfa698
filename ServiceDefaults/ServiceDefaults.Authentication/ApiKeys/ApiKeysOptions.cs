using System.ComponentModel.DataAnnotations;
using ServiceDefaults.Authorization.Internal;

namespace ServiceDefaults.ApiKeys;

/// <summary>
/// The clients with API keys. A change in a source that reloads, such as a settings file, applies to the next request,
/// so that a key can be revoked.
/// </summary>
public sealed class ApiKeysOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Authentication:ApiKeys";

    /// <summary>The clients by name.</summary>
    /// <value>The default is empty: no key is valid.</value>
    public IDictionary<string, ApiKeyClient> Clients { get; } =
        new Dictionary<string, ApiKeyClient>(StringComparer.OrdinalIgnoreCase);

    // By hand rather than by attribute: a message of an attribute would quote the hash.
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        foreach (var (name, client) in Clients)
        {
            if (!CallerName.IsName(name))
            {
                yield return new($"{nameof(Clients)} has a client with a wrong name: use {CallerName.Rule}.");
            }

            foreach (var fault in client.FindFaults())
            {
                yield return new($"{nameof(Clients)}:{name}:{fault}");
            }
        }

        var owners = Clients.SelectMany(client => client.Value.Keys.Keys, (client, id) => (Client: client.Key, Id: id))
            .Where(key => ApiKey.IsId(key.Id.ToLowerInvariant()))
            .GroupBy(key => key.Id, key => key.Client, StringComparer.OrdinalIgnoreCase);
        foreach (var id in owners.Where(id => id.Skip(1).Any()))
        {
            yield return new($"The key id {id.Key} belongs to {string.Join(" and ", id)}: "
                + "give each key an id of its own.");
        }
    }
}
