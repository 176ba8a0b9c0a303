namespace Pepay.Runtime.Commerce;

/// <summary>Who buys. Chosen once and kept, so that cart and orders stay together.</summary>
/// <param name="CustomerId">The shop's own id of the customer; orders are made under it. Hard to guess, for whoever knows it sees the orders.</param>
/// <param name="Wallet">The wallet that the cart belongs to; null when that, too, goes by the customer id. Nobody has proven that it is theirs.</param>
public sealed record CommerceShopper(string CustomerId, CommerceWallet? Wallet = null);

/// <summary>A wallet.</summary>
/// <param name="Address">Its address.</param>
/// <param name="NetworkId">The network's id, one of <see cref="ICommerce.WalletNetworks"/>.</param>
public sealed record CommerceWallet(string Address, string NetworkId);

/// <summary>A network of wallets.</summary>
/// <param name="Id">The provider's word for it.</param>
/// <param name="Name">What people call it.</param>
public sealed record CommerceNetwork(string Id, string Name);
