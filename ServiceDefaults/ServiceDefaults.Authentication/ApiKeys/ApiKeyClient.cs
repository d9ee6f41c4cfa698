using ServiceDefaults.Authorization.Internal;
using ServiceDefaults.Callers;

namespace ServiceDefaults.ApiKeys;

/// <summary>A client that authenticates with an API key.</summary>
public sealed class ApiKeyClient
{
    /// <summary>The tenant whose data the client may access.</summary>
    /// <value>The default is <see cref="Caller.DefaultTenant"/>.</value>
    public string Tenant { get; set; } = Caller.DefaultTenant;

    /// <summary>The client's permissions, separated by spaces, such as <c>orders.read orders.write</c>.</summary>
    /// <value>The default is empty: the client is authenticated, but may do nothing.</value>
    public string Scopes { get; set; } = "";

    /// <summary>The name of the client's rate limits.</summary>
    /// <value>The default is <see cref="Caller.DefaultTier"/>.</value>
    public string Tier { get; set; } = Caller.DefaultTier;

    /// <summary>
    /// The hashes (<see cref="ApiKey.Hash"/>) of the client's keys by their ids. To rotate, add the next key, let the
    /// client use it, and remove the former one.
    /// </summary>
    public IDictionary<string, string> Keys { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    internal IEnumerable<string> FindFaults()
    {
        foreach (var (setting, value) in new[] { (nameof(Tenant), Tenant), (nameof(Tier), Tier) })
        {
            if (!CallerName.IsName(value))
            {
                yield return $"{setting} must be {CallerName.Rule}; leave the setting out for the default.";
            }
        }

        foreach (var (id, hash) in Keys)
        {
            if (!ApiKey.IsId(id.ToLowerInvariant()))
            {
                // It may be the key itself, in the wrong place.
                yield return $"{nameof(Keys)} has an id of {id.Length} characters that is not a key id: use up to "
                    + "40 letters, digits and '-'.";
            }
            else if (ApiKey.ParseHash(hash) is null)
            {
                yield return $"{nameof(Keys)}:{id} is not a key hash: set it to the hash that was printed with the "
                    + "key, not to the key itself.";
            }
        }
    }
}
