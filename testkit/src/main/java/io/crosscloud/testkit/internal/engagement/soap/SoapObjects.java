package io.crosscloud.testkit.internal.engagement.soap;

import io.crosscloud.session.BusinessUnit;
import io.crosscloud.testkit.EngagementUser;
import io.crosscloud.testkit.internal.engagement.Tenant;
import io.crosscloud.testkit.internal.engagement.Tenant.ScheduledSend;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All objects that the SOAP interface shows and changes. Thread-safe. */
final class SoapObjects {
    /** Central Standard Time, all the year. */
    private static final ZoneOffset SERVER_TIME = ZoneOffset.ofHours(-6);

    private final ReentrantLock lock = new ReentrantLock();
    private final List<SoapObject> objects = new ArrayList<>();
    private final Tenant tenant;
    private int nextId = 756891044;

    SoapObjects(Tenant tenant) {
        this.tenant = tenant;
        tenant.account().units().forEach(this::addUnit);
        tenant.users().forEach(this::addUser);
        String key = tenant.account().triggeredSendKey();
        addDefinition("TriggeredSendDefinition", key, Map.of("Name", "Welcome", "TriggeredSendStatus", "Active"));
        addDefinition("DataExtension", "customers", Map.of("Name", "Customers", "IsSendable", "true"));
    }

    List<SoapObject> matching(Predicate<SoapObject> filter) {
        lock.lock();
        try {
            return Stream.concat(
                            objects.stream(), tenant.scheduledSends().stream().map(this::send))
                    .filter(filter)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Adds the object with a new id, unless there is one of its key; answers it, or nothing. */
    Optional<SoapObject> add(SoapObject object) {
        lock.lock();
        try {
            if (index(object) >= 0) {
                return Optional.empty();
            }
            boolean numbered = object.type().keyProperty().equals("SubscriberKey");
            SoapObject added = numbered
                    ? object.with(Map.of("ID", Integer.toString(nextId++)))
                    : object.with(Map.of("ObjectID", UUID.randomUUID().toString()));
            objects.add(added);
            return Optional.of(added);
        } finally {
            lock.unlock();
        }
    }

    /** Changes the object of the same key; answers it as it is then, or nothing if there is none. */
    Optional<SoapObject> change(SoapObject changes) {
        lock.lock();
        try {
            int index = index(changes);
            if (index < 0) {
                return Optional.empty();
            }
            SoapObject changed = objects.get(index).with(changes.values());
            objects.set(index, changed);
            return Optional.of(changed);
        } finally {
            lock.unlock();
        }
    }

    /** Removes the object of the same key; answers it, or nothing if there is none. */
    Optional<SoapObject> remove(SoapObject like) {
        lock.lock();
        try {
            int index = index(like);
            return index < 0 ? Optional.empty() : Optional.of(objects.remove(index));
        } finally {
            lock.unlock();
        }
    }

    private int index(SoapObject like) {
        for (int i = 0; i < objects.size(); i++) {
            SoapObject object = objects.get(i);
            if (object.type().equals(like.type())
                    && object.units().containsAll(like.units())
                    && (isSame(object.key(), like.key()) || isSame(object.value("ObjectID"), like.value("ObjectID")))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isSame(String one, String other) {
        return !one.isEmpty() && one.equalsIgnoreCase(other);
    }

    private void addUnit(BusinessUnit unit, String name) {
        BusinessUnit enterprise = tenant.account().enterprise();
        boolean top = unit.equals(enterprise);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("Client.ID", unit.toString());
        values.put("Client.EnterpriseID", enterprise.toString());
        values.put("ID", unit.toString());
        values.put("CustomerKey", unit.toString());
        values.put("AccountType", "None");
        values.put("ParentID", top ? "0" : enterprise.toString());
        values.put("Name", name);
        values.put("IsActive", "1");
        values.put("ParentName", top ? "" : tenant.account().units().getOrDefault(enterprise, ""));
        values.put("MasterUnsubscribeBehavior", "ENTIRE_ENTERPRISE");
        add("BusinessUnit", Set.of(unit), values);
        add("Account", Set.of(unit), values);
    }

    private void addUser(EngagementUser user) {
        String id = Long.toString(tenant.userId(user));
        Set<BusinessUnit> units =
                tenant.account().units().keySet().stream().filter(user::covers).collect(Collectors.toUnmodifiableSet());
        Map<String, String> values = new LinkedHashMap<>();
        values.put("ID", id);
        values.put("CustomerKey", user.username());
        values.put("AccountUserID", id);
        values.put("UserID", user.username());
        values.put("Name", user.username());
        values.put("Email", user.username());
        values.put("MustChangePassword", "false");
        values.put("ActiveFlag", Boolean.toString(user.isActive()));
        values.put("IsAPIUser", Boolean.toString(user.isApiUser()));
        add("AccountUser", units, values);
        for (BusinessUnit unit : units) {
            add(
                    "AccountUserAccount",
                    Set.of(unit),
                    Map.of("AccountUser.AccountUserID", id, "Account.ID", unit.toString()));
        }
    }

    /** Dates come without an offset, in the time of Engagement's servers. */
    private SoapObject send(ScheduledSend send) {
        boolean waiting = send.at().isAfter(tenant.clock().instant());
        Map<String, String> values = new LinkedHashMap<>();
        values.put("SendDate", LocalDateTime.ofInstant(send.at(), SERVER_TIME).toString());
        values.put("EmailName", send.emailName());
        values.put("Status", waiting ? "Scheduled" : "Complete");
        return new SoapObject(type("Send"), tenant.account().units().keySet(), values);
    }

    private void addDefinition(String type, String key, Map<String, String> more) {
        Map<String, String> values = new LinkedHashMap<>(more);
        values.put("CustomerKey", key);
        values.put(
                "ObjectID",
                UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString());
        add(type, tenant.account().units().keySet(), values);
    }

    private void add(String typeName, Set<BusinessUnit> units, Map<String, String> values) {
        objects.add(new SoapObject(type(typeName), units, values));
    }

    private static SoapType type(String name) {
        SoapType type = SoapType.named(name);
        if (type == null) {
            throw new IllegalStateException("no type " + name);
        }
        return type;
    }
}
