#!/usr/bin/env dotnet
#:project ../ServiceDefaults/ServiceDefaults.Authentication/ServiceDefaults.Authentication.csproj

// Creates an API key:  dotnet run eng/new-api-key.cs <client> <key id> [scopes]
// Prints the key, for the client, and the settings with its hash, for the gateway.
using ServiceDefaults.ApiKeys;

if (args.Length is < 2 or > 3)
{
    Console.Error.WriteLine("Usage: dotnet run eng/new-api-key.cs <client> <key id> [\"<scope> <scope>\"]");
    return 1;
}

var key = ApiKey.Create(args[1]);
if (!args[0].All(character => char.IsAsciiLetterOrDigit(character) || character == '_') || args[0].Contains("__"))
{
    Console.Error.WriteLine("Name the client with letters, digits and single underscores, which fit into a variable.");
    return 1;
}

var client = $"Authentication__ApiKeys__Clients__{args[0]}__";
Console.WriteLine($"""
    Give this key to the client. It cannot be shown again:
      {key.Value}

    Give these settings to the gateway:
      {client}Keys__{args[1]}={key.Hash}
      {client}Scopes={(args.Length == 3 ? args[2] : "patients.read")}
    """);
return 0;
